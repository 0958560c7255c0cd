// A file that changes gets another name, so browsers may keep it for a year. CloudFront does not run this for errors of
// the origin; a file that is missing for a moment must not stay missing for a year.
// https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/edge-function-restrictions-all.html
function handler(event) {
    const response = event.response;
    if (response.statusCode < 400) {
        response.headers['cache-control'] = { value: 'public, max-age=31536000, immutable' };
    }
    return response;
}
