namespace CdViz.Api.Configuration;

/// <summary>What a header has to say.</summary>
public sealed record RuleSettings
{
    /// <summary>The header.</summary>
    public string Header { get; init; } = "";

    /// <summary>What is looked at.</summary>
    public RuleCheck? Check { get; init; }

    /// <summary>Of equals the value, of matches the regular expression, of signature the secret.</summary>
    public string Value { get; init; } = "";

    /// <summary>Of equals: whether case does not matter.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Of equals and signature: what stands before the value: <c>sha256=</c>.</summary>
    public string Prefix { get; init; } = "";

    /// <summary>Of signature: the hash.</summary>
    public RuleHash Hash { get; init; } = RuleHash.Sha256;

    /// <summary>Of signature: how it is written.</summary>
    public RuleEncoding Encoding { get; init; } = RuleEncoding.Hex;

    /// <summary>Of signature: how the secret is written.</summary>
    public RuleEncoding SecretEncoding { get; init; } = RuleEncoding.Text;

    /// <summary>Of signature: headers that are signed before the body, each followed by <see cref="Separator"/>.</summary>
    public IReadOnlyList<string> Headers { get; init; } = [];

    /// <summary>Of signature: what stands between the headers and the body.</summary>
    public string Separator { get; init; } = ".";

    /// <summary>Of signature: the header with the time of sending, which is one of those that are signed.</summary>
    public string Timestamp { get; init; } = "";

    /// <summary>Of signature: by how much that time may differ from ours.</summary>
    public TimeSpan Window { get; init; } = TimeSpan.FromMinutes(5);
}

/// <summary>What a rule looks at.</summary>
public enum RuleCheck
{
    /// <summary>The header is there and not empty.</summary>
    Exists,

    /// <summary>It has a value.</summary>
    Equals,

    /// <summary>It fits a regular expression.</summary>
    Matches,

    /// <summary>It is the HMAC of the body.</summary>
    Signature,
}

/// <summary>The hash of a signature.</summary>
public enum RuleHash
{
    /// <summary>HMAC-SHA256.</summary>
    Sha256,

    /// <summary>HMAC-SHA1, of tools that know no other.</summary>
    Sha1,

    /// <summary>HMAC-SHA512.</summary>
    Sha512,
}

/// <summary>How bytes are written.</summary>
public enum RuleEncoding
{
    /// <summary>Hexadecimal digits.</summary>
    Hex,

    /// <summary>Base64.</summary>
    Base64,

    /// <summary>The text itself, in UTF-8; of secrets alone.</summary>
    Text,
}
