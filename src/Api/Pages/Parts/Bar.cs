namespace CdViz.Api.Pages.Parts;

/// <summary>A value in a picture.</summary>
/// <param name="Name">What stands below it.</param>
/// <param name="Value">How high it is; null where nothing is known.</param>
/// <param name="Title">All of it in words.</param>
/// <param name="Link">Where it leads.</param>
public sealed record Bar(string Name, double? Value, string Title, string Link);
