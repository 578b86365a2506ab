using System.Collections.Frozen;

namespace CdViz.Api.Ingest;

/// <summary>How much is asked of the events of each sender.</summary>
public sealed class AdmissionModes(Settings settings)
{
    private readonly AdmissionMode common = settings.Admission.Mode(null);
    private readonly FrozenDictionary<string, AdmissionMode> own =
        settings.Tokens.ToFrozenDictionary(token => token.Name, token => settings.Admission.Mode(token.Content), StringComparer.Ordinal);

    /// <summary>What is asked of a sender.</summary>
    /// <param name="sender">The name of the token; null where none is needed.</param>
    public AdmissionMode Of(string? sender) => sender is null ? common : own.GetValueOrDefault(sender, common);
}
