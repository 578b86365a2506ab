namespace CdViz.Domain.Json;

internal enum JsonKind : byte
{
    Object,
    Array,
    String,
    Number,
    True,
    False,
    Null,
}

/// <summary>One value of a <see cref="JsonTree"/> and the name it goes by in its object.</summary>
internal struct JsonTreeNode
{
    /// <summary>Where the name's text begins, in the JSON or, when it is escaped there, among the tree's unescaped texts.</summary>
    public int NameStart;

    /// <summary>Bytes of the name; -1 where the value has none.</summary>
    public int NameLength;

    /// <summary>Where the value begins: a string's text as for names, else its first byte in the JSON.</summary>
    public int Start;

    /// <summary>Bytes of the value, a string's quotes not counted.</summary>
    public int Length;

    /// <summary>The node after this one and all that is in it. While a container is read, its parent.</summary>
    public int Next;

    public JsonKind Kind;

    public bool NameEscaped;

    public bool Escaped;
}
