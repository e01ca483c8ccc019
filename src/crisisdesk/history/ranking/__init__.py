"""Who does this to whom next: the past of a stream of facts, and the ranking learned from it."""
