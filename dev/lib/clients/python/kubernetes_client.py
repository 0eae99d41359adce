import kubernetes

kubernetes.config.load_kube_config()
review = kubernetes.client.AuthenticationV1Api().create_self_subject_review({})
print("result: " + review.status.user_info.username)
