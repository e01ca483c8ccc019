"""Commands that make again everything Crisis Desk ships trained or fitted."""
