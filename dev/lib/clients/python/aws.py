import boto3

print("result: " + boto3.client("sts").get_caller_identity()["Arn"])
