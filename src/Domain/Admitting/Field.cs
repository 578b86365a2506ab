using System.Text;

namespace CdViz.Domain.Admitting;

/// <summary>A member of the envelope: its place, its name, and what the codes of its rules begin with.</summary>
/// <param name="pointer">JSON pointer: <c>/context/chainId</c>.</param>
internal sealed class Field(string pointer)
{
    public static readonly Field Context = new("/context");
    public static readonly Field Id = new("/context/id");
    public static readonly Field Source = new("/context/source");
    public static readonly Field Type = new("/context/type");
    public static readonly Field Timestamp = new("/context/timestamp");
    public static readonly Field SpecVersion = new("/context/specversion");
    public static readonly Field Version = new("/context/version");
    public static readonly Field ChainId = new("/context/chainId");
    public static readonly Field ChainIdOfSpec040 = new("/context/chain_id");
    public static readonly Field SchemaUri = new("/context/schemaUri");
    public static readonly Field Links = new("/context/links");
    public static readonly Field Subject = new("/subject");
    public static readonly Field SubjectId = new("/subject/id");
    public static readonly Field SubjectSource = new("/subject/source");
    public static readonly Field SubjectType = new("/subject/type");
    public static readonly Field Content = new("/subject/content");
    public static readonly Field CustomData = new("/customData");
    public static readonly Field CustomDataContentType = new("/customDataContentType");

    private readonly byte[] name = Encoding.UTF8.GetBytes(pointer[(pointer.LastIndexOf('/') + 1)..]);

    public string Pointer => pointer;

    public ReadOnlySpan<byte> Name => name;

    /// <summary><c>context.chainid.length</c></summary>
    public string Rule(string constraint) => $"{pointer[1..].Replace('/', '.').ToLowerInvariant()}.{constraint}";
}
