# Deals as our back office exports them.
[profile]
name = our

[deals]
deal_id    = Auftrag
amount     = Wert || Listenpreis
stage      = Phase
close_date = Abschluss

[stages]
Anfrage        = open 20%
Angebot        = open 60%
Unterschrieben = won
Abgesagt       = lost

[values]
dates   = dmy
decimal = comma
null    = k.A. | offen
