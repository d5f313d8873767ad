"""Live sources: from feeds, sitemaps and links to a file of articles that `run` reads. The door is `fetch.fetch`.

addresses what may be asked; http one bounded request; hosts manners; feeds, links, outlets where links come from;
queue what is to be asked and what came of it, on disk; rounds one fetch; extraction pages -> articles; corpus the file;
asking the command.
"""
