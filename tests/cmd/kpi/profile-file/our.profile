[profile]
name = our

[deals]
deal_id = Auftrag
amount = Wert
stage = Phase
close_date = Am

[stages]
Angebot = open
Unterschrieben = won
Abgesagt = lost

[values]
dates = dmy
decimal = comma
null = k.A.
