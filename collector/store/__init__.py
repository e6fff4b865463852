"""The private store (库): documents, registers, the trail."""
