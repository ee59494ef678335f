"""What crosses subjects: runs to displays, actions to runs, questions."""
