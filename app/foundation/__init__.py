"""What every room stands on: settings, clock, database, sealing, words and the web's edge. It knows
no product word."""
