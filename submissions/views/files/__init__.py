"""The pages of files of figures: sent, talked about, applied, handed back, undone."""
