"""What AWS fixes about CloudFront: where its parts live, and the policies that AWS manages."""

REGION = "us-east-1"
"""Certificates, web ACLs and log deliveries of CloudFront stand there, wherever the rest of the stack is.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/cnames-and-https-requirements.html
"""
HOSTED_ZONE_ID = "Z2FDTNDATAQYW2"
"""The zone that alias records to any distribution name.

https://docs.aws.amazon.com/Route53/latest/APIReference/API_AliasTarget.html
"""
CACHING_DISABLED = "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"
"""Cache policy: nothing is kept.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-cache-policies.html
"""
ALL_VIEWER_EXCEPT_HOST = "b689b0a8-53d0-40ab-baf2-68738e2966ac"
"""Origin request policy: everything but `Host`, which becomes the origin's own name.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-origin-request-policies.html
"""
SECURITY_HEADERS = "67f7725c-6f97-4210-82d7-5512b31e9d03"
"""Response headers policy: HSTS, frame and referrer where the origin sends none of its own, and always nosniff.

https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/using-managed-response-headers-policies.html
"""
