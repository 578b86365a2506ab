namespace CdViz.Api.Ingest;

/// <summary>One event cut out of a long body, not looked at yet.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Json">Its bytes, without the white space around it; empty when <paramref name="TooLarge"/>.</param>
/// <param name="TooLarge">True when it has more bytes than are allowed; it was read past, not kept.</param>
public readonly record struct BodyItem(long Index, ReadOnlyMemory<byte> Json, bool TooLarge);
