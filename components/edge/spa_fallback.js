// The application routes its pages by itself, in the browser: every path without a file's extension gets its one page.
// `/.well-known/` is left alone, its files may have none (RFC 8615).
function handler(event) {
    const request = event.request;
    const last = request.uri.split('/').pop();
    if (!last.includes('.') && !request.uri.startsWith('/.well-known/')) {
        request.uri = '/index.html';
    }
    return request;
}
