"""What a result says in one plain sentence, in Chinese and English, by rule from its numbers."""
