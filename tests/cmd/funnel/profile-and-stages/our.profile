[profile]
name = our
[stages]
Anfrage = open
Angebot = open
Unterschrieben = won
Abgesagt = lost
