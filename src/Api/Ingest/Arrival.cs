using CdViz.Domain;

namespace CdViz.Api;

/// <summary>One event as it arrived, and what admission says of it.</summary>
/// <param name="Index">Its place in the body, from 0.</param>
/// <param name="Body">Its bytes as they came.</param>
/// <param name="Admission">What admission says; null when it is larger than is allowed and was not looked at.</param>
public readonly record struct Arrival(long Index, ReadOnlyMemory<byte> Body, Admission? Admission);
