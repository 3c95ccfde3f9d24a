[profile]
name = our

[deals]
amuont = Wert
