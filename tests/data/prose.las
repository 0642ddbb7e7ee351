Dear reader,
no log here.
