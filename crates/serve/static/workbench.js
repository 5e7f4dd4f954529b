// What every page loads; a page's own module is loaded by its template.
