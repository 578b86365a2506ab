namespace CdViz.Web.Tests;

/// <summary>Events that tests send.</summary>
internal static class Told
{
    public static string Deployment(string service, string environment, string version) =>
        $$"""
        {
          "context": { "specversion": "0.5.1", "id": "{{Guid.NewGuid()}}", "source": "/web-tests", "type": "dev.cdevents.service.deployed.0.3.0",
            "timestamp": "{{DateTime.UtcNow:yyyy-MM-dd'T'HH:mm:ss'Z'}}" },
          "subject": { "id": "{{service}}", "content": { "environment": { "id": "{{environment}}" }, "artifactId": "pkg:oci/{{service}}?tag={{version}}" } }
        }
        """;
}
