[profile]
name = a
