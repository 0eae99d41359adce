import boto3

print("result: %d buckets" % len(boto3.client("s3").list_buckets()["Buckets"]))
