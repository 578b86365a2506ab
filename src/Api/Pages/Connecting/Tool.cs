namespace CdViz.Api.Pages.Connecting;

/// <summary>A tool that can be connected in a minute.</summary>
/// <param name="Key">As the address has it, and as its source is called.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Type">The type its source has in the settings.</param>
/// <param name="FirstWay">With a token alone: what is put where, in words.</param>
/// <param name="SecondWay">As a source of the settings: what is put where, in words.</param>
/// <param name="Docs">The page of the documentation.</param>
public sealed record Tool(string Key, string Name, SourceType Type, string FirstWay, string SecondWay, string Docs)
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<Tool> All { get; } =
    [
        new("github", "GitHub", SourceType.Webhook,
            "Settings → Secrets and variables → Actions: a secret CDVIZ_TOKEN with the token. Then this as the last step of a job:",
            "Settings → Webhooks → Add webhook: with the address below, content type application/json, and the secret of the source. Workflows, jobs, pull requests, issues, releases and deployments come by themselves.",
            "docs/sources/github.md"),
        new("gitlab", "GitLab", SourceType.Webhook,
            "Settings → CI/CD → Variables: CDVIZ_TOKEN with the token, masked. Then this in .gitlab-ci.yml:",
            "Settings → Webhooks → Add new webhook: with the address below and the secret token of the source. Pipelines, jobs, merge requests, issues, releases and deployments come by themselves.",
            "docs/sources/gitlab.md"),
        new("jenkins", "Jenkins", SourceType.Webhook,
            "Manage Jenkins → Credentials: a secret text cdviz-token with the token. Then this at the end of a Jenkinsfile's pipeline:",
            "With the notification plugin: Job Notifications → Add Endpoint, format JSON, with the address below.",
            "docs/sources/jenkins.md"),
        new("argocd", "Argo CD", SourceType.Webhook,
            "In argocd-notifications-secret: cdviz-token with the token. Then this in argocd-notifications-cm:",
            "In argocd-notifications-cm a webhook service with the address below; the page of the documentation has the template.",
            "docs/sources/argocd.md"),
        new("kubernetes", "Kubernetes", SourceType.Kubernetes,
            "In whatever deploys, with the token in CDVIZ_TOKEN, after it has deployed:",
            "The server watches the cluster: kubectl apply -k deploy/kubernetes/watch makes an account that may look, and nothing else. Deployments, StatefulSets and DaemonSets come by themselves.",
            "docs/sources/kubernetes.md"),
    ];

    /// <summary>The one of an address, or the first.</summary>
    public static Tool Of(string? key) => All.FirstOrDefault(tool => tool.Key == key) ?? All[0];

    /// <summary>What is put there, with the token alone.</summary>
    /// <param name="here">Where this server is.</param>
    public string Snippet(string here) => Key switch
    {
        "github" => $$$"""
            - name: Tell CdViz
              if: always()
              env:
                CDVIZ_TOKEN: ${{ secrets.CDVIZ_TOKEN }}
                OUTCOME: ${{ job.status == 'success' && 'success' || job.status == 'cancelled' && 'cancel' || 'failure' }}
              run: |
                curl -sS --fail-with-body {{{here}}}/cdevents -H "Authorization: Bearer $CDVIZ_TOKEN" -H 'Content-Type: application/json' -d '{
                  "context": { "specversion": "0.5.1", "type": "dev.cdevents.pipelinerun.finished.0.3.0",
                    "id": "'"$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT-$GITHUB_JOB"'", "source": "'"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY"'",
                    "timestamp": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'" },
                  "subject": { "id": "'"$GITHUB_RUN_ID-$GITHUB_RUN_ATTEMPT"'", "content": {
                    "pipelineName": "'"$GITHUB_REPOSITORY/$GITHUB_WORKFLOW"'", "outcome": "'"$OUTCOME"'",
                    "uri": "'"$GITHUB_SERVER_URL/$GITHUB_REPOSITORY/actions/runs/$GITHUB_RUN_ID"'" } } }'
            """,
        "gitlab" => $$$"""
            default:
              after_script:
                - |
                  case "$CI_JOB_STATUS" in success) OUTCOME=success;; canceled) OUTCOME=cancel;; *) OUTCOME=failure;; esac
                  curl -sS --fail-with-body {{{here}}}/cdevents -H "Authorization: Bearer $CDVIZ_TOKEN" -H 'Content-Type: application/json' -d '{
                    "context": { "specversion": "0.5.1", "type": "dev.cdevents.taskrun.finished.0.3.0",
                      "id": "'"$CI_JOB_ID-finished"'", "source": "'"$CI_PROJECT_URL"'", "timestamp": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'" },
                    "subject": { "id": "'"$CI_JOB_ID"'", "content": {
                      "taskName": "'"$CI_PROJECT_PATH/$CI_JOB_NAME"'", "outcome": "'"$OUTCOME"'", "uri": "'"$CI_JOB_URL"'" } } }'
            """,
        "jenkins" => $$$"""
            post {
              always {
                withCredentials([string(credentialsId: 'cdviz-token', variable: 'CDVIZ_TOKEN')]) {
                  withEnv(["OUTCOME=${[SUCCESS: 'success', ABORTED: 'cancel'].get(currentBuild.currentResult, 'failure')}"]) {
                    sh '''
                      curl -sS --fail-with-body {{{here}}}/cdevents -H "Authorization: Bearer $CDVIZ_TOKEN" -H 'Content-Type: application/json' -d '{
                        "context": { "specversion": "0.5.1", "type": "dev.cdevents.pipelinerun.finished.0.3.0",
                          "id": "'"$BUILD_TAG-finished"'", "source": "'"$JOB_URL"'", "timestamp": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'" },
                        "subject": { "id": "'"$BUILD_URL"'", "content": {
                          "pipelineName": "'"$JOB_NAME"'", "outcome": "'"$OUTCOME"'", "uri": "'"$BUILD_URL"'" } } }'
                    '''
                  }
                }
              }
            }
            """,
        "argocd" => $$$$"""
            service.webhook.cdviz: |
              url: {{{{here}}}}/cdevents
              headers:
                - { name: Authorization, value: Bearer $cdviz-token }
                - { name: Content-Type, value: application/json }
            template.cdviz: |
              webhook:
                cdviz:
                  method: POST
                  body: |
                    {"context": {"specversion": "0.5.1", "type": "dev.cdevents.service.deployed.0.3.0",
                      "id": "{{.app.metadata.uid}}-{{.app.status.operationState.finishedAt}}", "source": "{{.context.argocdUrl}}",
                      "timestamp": "{{.app.status.operationState.finishedAt}}"},
                     "subject": {"id": "{{.app.metadata.name}}", "content": {
                      "environment": {"id": "{{.app.spec.destination.namespace}}"},
                      "artifactId": "pkg:generic/{{.app.metadata.name}}@{{.app.status.sync.revision}}"}}}
            trigger.cdviz: |
              - when: app.status.operationState != nil && app.status.operationState.phase in ['Succeeded']
                oncePer: app.status.operationState.finishedAt
                send: [cdviz]
            subscriptions: |
              - recipients: [cdviz]
                triggers: [cdviz]
            """,
        _ => $$$"""
            IMAGE=$(kubectl get deployment "$SERVICE" -o jsonpath='{.spec.template.spec.containers[0].image}')
            NAME=${IMAGE##*/}
            kubectl rollout status deployment "$SERVICE" --timeout=5m && \
            curl -sS --fail-with-body {{{here}}}/cdevents -H "Authorization: Bearer $CDVIZ_TOKEN" -H 'Content-Type: application/json' -d '{
              "context": { "specversion": "0.5.1", "type": "dev.cdevents.service.deployed.0.3.0",
                "id": "'"$SERVICE-$(date +%s)"'", "source": "/deploys", "timestamp": "'"$(date -u +%Y-%m-%dT%H:%M:%SZ)"'" },
              "subject": { "id": "'"$SERVICE"'", "content": { "environment": { "id": "production" },
                "artifactId": "pkg:oci/'"${NAME%%:*}?repository_url=${IMAGE%:*}&tag=${IMAGE##*:}"'" } } }'
            """,
    };
}
