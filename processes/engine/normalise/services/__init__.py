"""Steps that services carry out: which service, with which settings, in the dialects of several builders."""
