[profile]
name = our

[deal]
amount = Wert
