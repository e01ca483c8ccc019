"""The commands that measure: what the reader, the odds and the record are worth."""
