namespace CdViz.Domain.Translating.Others;

/// <summary>What a tag of a registry of container images names, as the source of the type <c>registry</c> finds it.</summary>
public sealed class RegistryTranslator : ITranslator
{
    /// <inheritdoc/>
    public string Name => "registry";

    /// <inheritdoc/>
    public Translation Translate(Incoming incoming)
    {
        ArgumentNullException.ThrowIfNull(incoming);
        var body = incoming.Json;
        var (registry, repository, tag) = (body["registry"].Needed, body["repository"].Needed, body["tag"].Needed);
        var cut = repository.LastIndexOf('/');
        var place = cut < 0 ? registry : $"{registry}/{repository[..cut]}";
        // Builds that can be repeated say 1970 or 1980, which is when nothing was published.
        var made = body["created"].Time is { Year: > 1980 } time ? time : incoming.ReceivedAt;
        return new Told(incoming, Name, $"https://{registry}")
            .Says(made, Packages.Oci(repository[(cut + 1)..], place, body["digest"].Needed, tag), new ArtifactPublished());
    }
}
