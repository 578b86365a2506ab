namespace CdViz.Domain.Translating.Others;

/// <summary>Webhooks of the registry Harbor, in its own format or as CloudEvents.</summary>
public sealed class HarborTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "harbor";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var data = body["event_data"].Exists ? body["event_data"] : body["data"].Exists ? body["data"] : body;
        var type = incoming.CloudEvent?.Type ?? body["type"].Needed;
        var who = body["operator"].Text ?? incoming.CloudEvent?.Extensions.GetValueOrDefault("operator");
        var at = incoming.CloudEvent?.Time ?? body["occur_at"].Time ?? body["time"].Time ?? incoming.ReceivedAt;
        var first = data["resources"].Items.Select(resource => resource["resource_url"].Text).OfType<string>().FirstOrDefault();
        var told = new Told(incoming, Name, first is null ? "urn:harbor" : $"https://{first.Split('/')[0]}");
        foreach (var resource in data["resources"].Items)
        {
            _ = type switch
            {
                "PUSH_ARTIFACT" or "harbor.artifact.pushed" => told.Says(at, Image(resource, data), new ArtifactPublished { User = who }),
                "DELETE_ARTIFACT" or "harbor.artifact.deleted" => told.Says(at, Image(resource, data), new ArtifactDeleted { User = who }),
                "PULL_ARTIFACT" or "harbor.artifact.pulled" => told.Says(at, Image(resource, data), new ArtifactDownloaded { User = who }),
                "SCANNING_COMPLETED" or "harbor.scan.completed" => Scan(told, resource, data, at, null),
                "SCANNING_FAILED" or "harbor.scan.failed" => Scan(told, resource, data, at, "error"),
                _ => told,
            };
        }

        return told.Or($"'{type}' has no meaning in CDEvents.");
    }

    private static string Image(Piece resource, Piece data)
    {
        var image = ImageName.Parse(resource["resource_url"].Needed);
        var (digest, tag) = (resource["digest"].Text ?? image.Digest, resource["tag"].Text);
        // Where an artifact has no tag, Harbor writes its digest as one.
        tag = tag is null || tag == digest ? image.Tag : tag;
        return Packages.Oci(data["repository"]["name"].Text?.Split('/')[^1] ?? image.Name, image.Repository, digest, tag is "latest" && resource["tag"].Text is not "latest" ? null : tag);
    }

    /// <summary>A scan is a test of the image: it fails where something of high severity was found.</summary>
    private static Told Scan(Told told, Piece resource, Piece data, DateTimeOffset at, string? outcome)
    {
        var (image, report) = (Image(resource, data), resource["scan_overview"].Members.Select(member => member.Value).FirstOrDefault());
        var severity = report["severity"].Text;
        var done = report["end_time"].Time ?? at;
        var scanner = report["scanner"]["name"].Text ?? "scanner";
        return told.With("severity", severity).LinkedTo("testedAgainst", "artifact", image).Says(
            done,
            $"{resource["resource_url"].Needed}/scan/{report["report_id"].Text ?? done.ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture)}",
            new TestSuiteRunFinished
            {
                Environment = told.Environment("/harbor"),
                Outcome = new(outcome ?? (severity is "Critical" or "High" ? "failure" : "success")),
                Severity = severity?.ToLowerInvariant() is ("low" or "medium" or "high" or "critical") and var known ? known : null,
                TestSuite = new() { Id = $"harbor/{scanner}", Name = scanner },
            });
    }
}
