using System.Text.RegularExpressions;

namespace CdViz.Domain.Translating.Others;

/// <summary>Notifications of Flux, as its provider <c>generic</c> and <c>generic-hmac</c> send them.</summary>
public sealed partial class FluxTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "flux";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var thing = body["involvedObject"];
        var (kind, name, group) = (thing["kind"].Needed, thing["name"].Needed, thing["namespace"].Text ?? "flux-system");
        if (kind is not ("Kustomization" or "HelmRelease"))
        {
            return new Translation.Nothing($"A {kind} deploys nothing.");
        }

        var (at, reason, message) = (body["timestamp"].NeededTime, body["reason"].Text ?? "", body["message"].Text);
        var (service, revision) = ($"/{group}/{name}", RevisionOf(body["metadata"]));
        var told = new Told(incoming, Name, incoming.CloudEvent?.Source ?? "urn:flux").With("kind", kind).With("reason", reason).With("revision", revision)
            .With("controller", body["reportingController"].Text);
        var environment = told.Environment(body["metadata"]["environment"].Text ?? body["metadata"]["env"].Text ?? body["metadata"]["cluster"].Text ?? group);
        var artifact = kind is "HelmRelease" ? Chart(name, message, revision) : revision is null ? null : Sources(name, revision);
        var resolved = new IncidentResolved { Environment = environment, Service = new(service), Description = message };
        return reason switch
        {
            "UninstallSucceeded" => told.Gone(at, service, environment),
            _ when body["severity"].Text is "error" => told.Ill(
                at, service, new IncidentDetected { Environment = environment, Service = new(service), Description = message is null ? reason : $"{reason}: {message}" }),
            "ReconciliationSucceeded" or "InstallSucceeded" or "UpgradeSucceeded" or "RollbackSucceeded" => artifact is null
                ? told.Well(at, service, resolved)
                : told.Well(at, service, resolved).Runs(at, service, environment, artifact),
            "HealthCheckSucceeded" or "TestSucceeded" => told.Well(at, service, resolved),
            _ => new Translation.Nothing($"'{reason}' says nothing of what runs."),
        };
    }

    private static string? RevisionOf(Piece metadata) => metadata["revision"].Text
        ?? metadata.Members.Where(member => member.Name.EndsWith("/revision", StringComparison.Ordinal)).Select(member => member.Value.Text).FirstOrDefault();

    /// <summary>Revisions are <c>main@sha1:…</c>, <c>main/…</c>, <c>1.2.3@sha256:…</c> or a version.</summary>
    private static string Sources(string name, string revision)
    {
        var (label, digest) = revision.Split('@', 2) is [var before, var after] ? (before, after) : revision.Split('/', 2) is [var branch, var sha] ? (branch, sha) : (null, revision);
        return digest.StartsWith("sha256:", StringComparison.Ordinal)
            ? Packages.Oci(name, null, digest, label)
            : Packages.Of("generic", null, name, digest.StartsWith("sha1:", StringComparison.Ordinal) ? digest[5..] : digest, ("branch", label));
    }

    private static string? Chart(string name, string? message, string? revision)
    {
        var said = WithChart().Match(message ?? "");
        return said.Success ? Packages.Of("helm", null, said.Groups["chart"].Value, said.Groups["version"].Value)
            : revision is null ? null : Packages.Of("helm", null, name, revision.Split('@')[0]);
    }

    [GeneratedRegex(@"with chart (?<chart>[^@\s]+)@(?<version>[^\s:]+)", RegexOptions.None, 100)]
    private static partial Regex WithChart();
}
