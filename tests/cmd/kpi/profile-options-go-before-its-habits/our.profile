[profile]
name = our
[values]
dates = dmy
decimal = comma
