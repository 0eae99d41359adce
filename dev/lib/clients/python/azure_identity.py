from azure.identity import WorkloadIdentityCredential

# Microsoft's list of its own clouds does not know the stand-in, so it is not asked.
credential = WorkloadIdentityCredential(disable_instance_discovery=True)
print("result: " + credential.get_token("https://storage.azure.com/.default").token)
