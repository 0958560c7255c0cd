"""The counterparts of buckets, CloudFront, firewalls, certificates and DNS records."""

from collections.abc import Mapping

from tests.engine.provider.counterpart import FORCE_NEW, Counterpart

_BUCKET_SETTING = Counterpart(
    "AWS::S3::Bucket", named={"BucketName": ("bucket",), "BucketNamePrefix": (), "BucketNamespace": ()}
)

OF_EDGE: Mapping[str, Counterpart] = {
    "aws:acm/certificate:Certificate": Counterpart(
        "AWS::CertificateManager::Certificate",
        named={"CertificateExport": (), "DomainValidationOptions": ("validationOptions",)},
        replaces_too={"validationMethod": FORCE_NEW},
    ),
    "aws:acm/certificateValidation:CertificateValidation": Counterpart(
        "",
        replaces_too=dict.fromkeys(("certificateArn", "validationRecordFqdns"), FORCE_NEW),
    ),
    "aws:cloudfront/cachePolicy:CachePolicy": Counterpart("AWS::CloudFront::CachePolicy"),
    "aws:cloudfront/distribution:Distribution": Counterpart(
        "AWS::CloudFront::Distribution", replaces_too={"staging": FORCE_NEW}
    ),
    "aws:cloudfront/function:Function": Counterpart("AWS::CloudFront::Function"),
    "aws:cloudfront/originAccessControl:OriginAccessControl": Counterpart("AWS::CloudFront::OriginAccessControl"),
    "aws:cloudfront/originRequestPolicy:OriginRequestPolicy": Counterpart("AWS::CloudFront::OriginRequestPolicy"),
    "aws:cloudfront/responseHeadersPolicy:ResponseHeadersPolicy": Counterpart("AWS::CloudFront::ResponseHeadersPolicy"),
    "aws:cloudwatch/logDelivery:LogDelivery": Counterpart("AWS::Logs::Delivery"),
    "aws:cloudwatch/logDeliveryDestination:LogDeliveryDestination": Counterpart(
        "AWS::Logs::DeliveryDestination",
        named={"DestinationResourceArn": ("deliveryDestinationConfiguration",)},
    ),
    "aws:cloudwatch/logDeliverySource:LogDeliverySource": Counterpart(
        "AWS::Logs::DeliverySource",
        replaces_too=dict.fromkeys(
            ("logType", "resourceArn"), "RequiresReplace in internal/service/logs/delivery_source.go"
        ),
    ),
    "aws:kms/replicaKey:ReplicaKey": Counterpart("AWS::KMS::ReplicaKey"),
    "aws:route53/healthCheck:HealthCheck": Counterpart(
        "AWS::Route53::HealthCheck",
        named={"HealthCheckConfig": ("type", "measureLatency", "requestInterval")},
        replaces_too={"referenceName": FORCE_NEW},
    ),
    "aws:route53/record:Record": Counterpart(
        "AWS::Route53::RecordSet",
        named={"HostedZoneId": ("zoneId",), "HostedZoneName": ()},
        replaces_too={"name": FORCE_NEW},
    ),
    "aws:s3/bucket:Bucket": Counterpart(
        "AWS::S3::Bucket",
        named={"BucketName": ("bucket",), "BucketNamePrefix": ("bucketPrefix",)},
        replaces_too={"objectLockEnabled": FORCE_NEW},
    ),
    "aws:s3/bucketLifecycleConfiguration:BucketLifecycleConfiguration": _BUCKET_SETTING,
    "aws:s3/bucketLogging:BucketLogging": _BUCKET_SETTING,
    "aws:s3/bucketOwnershipControls:BucketOwnershipControls": _BUCKET_SETTING,
    "aws:s3/bucketPolicy:BucketPolicy": Counterpart("AWS::S3::BucketPolicy"),
    "aws:s3/bucketPublicAccessBlock:BucketPublicAccessBlock": _BUCKET_SETTING,
    "aws:s3/bucketServerSideEncryptionConfiguration:BucketServerSideEncryptionConfiguration": _BUCKET_SETTING,
    "aws:s3/bucketVersioning:BucketVersioning": _BUCKET_SETTING,
    "aws:wafv2/webAcl:WebAcl": Counterpart("AWS::WAFv2::WebACL"),
    "aws:wafv2/webAclAssociation:WebAclAssociation": Counterpart(
        "AWS::WAFv2::WebACLAssociation", named={"WebACLArn": ("webAclArn",)}
    ),
    "aws:wafv2/webAclLoggingConfiguration:WebAclLoggingConfiguration": Counterpart("AWS::WAFv2::LoggingConfiguration"),
}
