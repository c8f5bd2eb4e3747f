"""Papers to be printed or handed over: certificates, packs, letters."""
