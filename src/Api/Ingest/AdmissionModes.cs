using System.Collections.Frozen;

namespace CdViz.Api.Ingest;

/// <summary>How much is asked of the events of each sender.</summary>
public sealed class AdmissionModes(Settings settings)
{
    private readonly AdmissionMode common = settings.Admission.Mode(null);
    private volatile FrozenDictionary<string, AdmissionMode> own = Own(settings);

    /// <summary>What is asked of a sender.</summary>
    /// <param name="sender">The name of the token; null where none is needed.</param>
    public AdmissionMode Of(string? sender) => sender is null ? common : own.GetValueOrDefault(sender, common);

    /// <summary>Goes by other tokens from now on.</summary>
    internal void Take(Settings other) => own = Own(other);

    private static FrozenDictionary<string, AdmissionMode> Own(Settings settings) => settings.Tokens.DistinctBy(token => token.Name)
        .ToFrozenDictionary(token => token.Name, token => settings.Admission.Mode(token.Content), StringComparer.Ordinal);
}
