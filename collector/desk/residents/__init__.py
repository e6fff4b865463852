"""What residents are asked and say (居民): callbacks, looking back, words about visits."""
