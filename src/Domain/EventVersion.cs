namespace CdViz.Domain;

/// <summary>A released version of an event.</summary>
/// <param name="Version">The last part of <c>context.type</c>: <c>0.2.0</c>.</param>
/// <param name="Specs">The releases of the CDEvents specification that define it, oldest first.</param>
public sealed record EventVersion(string Version, IReadOnlyList<string> Specs);
