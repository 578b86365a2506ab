using System.Security.Cryptography;
using System.Text;

namespace CdViz.Adapters.Secrets;

/// <summary>
/// Encrypts secrets that lie in the database (AES-256-GCM), with a key that does not. What is sealed is bound to its place: in another one it can't be opened.
/// </summary>
public sealed class SecretBox
{
    /// <summary>Characters a key has at least.</summary>
    public const int ShortestKey = 32;

    private const string Mark = "sealed:";
    private const int IdBytes = 4;

    private readonly List<(string Id, byte[] Key)> keys;

    /// <summary>With keys of the settings: the first one seals, all of them open.</summary>
    /// <param name="keys">Texts that nobody can guess; empty ones are none.</param>
    public SecretBox(params IEnumerable<string> keys) => this.keys = [.. keys.Where(key => key.Length > 0).Select(Derive)];

    /// <summary>Whether there is a key.</summary>
    public bool CanSeal => keys.Count > 0;

    /// <summary>Whether a text is sealed.</summary>
    public static bool IsSealed(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.StartsWith(Mark, StringComparison.Ordinal);
    }

    /// <summary>Whether a text is sealed with the key that seals now.</summary>
    public bool IsFresh(string text) => IsSealed(text) && CanSeal && text.AsSpan(Mark.Length).StartsWith(keys[0].Id);

    /// <summary>Seals a text.</summary>
    /// <param name="text">The secret.</param>
    /// <param name="place">Where it will lie.</param>
    /// <exception cref="SecretException">There is no key.</exception>
    public string Seal(string text, string place)
    {
        if (!CanSeal)
        {
            throw new SecretException("There is no key to keep secrets with: Secrets:Key is not set.");
        }

        var ((id, key), plain) = (keys[0], Encoding.UTF8.GetBytes(text));
        Span<byte> kept = new byte[AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize + plain.Length];
        var (nonce, tag, cipher) = Parts(kept, out _);
        RandomNumberGenerator.Fill(kept[nonce]);
        using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
        aes.Encrypt(kept[nonce], plain, kept[cipher], kept[tag], Encoding.UTF8.GetBytes(place));
        return $"{Mark}{id}:{Convert.ToBase64String(kept)}";
    }

    /// <summary>Opens what was sealed; a text that is not sealed is what it is.</summary>
    /// <exception cref="SecretException">It was sealed with a key that is not there, or for another place.</exception>
    public string Open(string text, string place)
    {
        if (!IsSealed(text))
        {
            return text;
        }

        var id = text[Mark.Length..].Split(':')[0];
        if (keys.Find(one => one.Id == id).Key is not { } key)
        {
            throw new SecretException($"A secret was sealed with the key {id}, which is neither Secrets:Key nor among Secrets:OldKeys.");
        }

        try
        {
            Span<byte> kept = Convert.FromBase64String(text[(Mark.Length + id.Length + 1)..]);
            var (nonce, tag, cipher) = Parts(kept, out var length);
            var plain = new byte[length];
            using var aes = new AesGcm(key, AesGcm.TagByteSizes.MaxSize);
            aes.Decrypt(kept[nonce], kept[cipher], kept[tag], plain, Encoding.UTF8.GetBytes(place));
            return Encoding.UTF8.GetString(plain);
        }
        catch (Exception fault) when (fault is CryptographicException or FormatException or ArgumentException)
        {
            throw new SecretException("A secret is not as it was sealed, or was sealed for another place.");
        }
    }

    private static (Range Nonce, Range Tag, Range Cipher) Parts(Span<byte> kept, out int length)
    {
        var (nonce, tag) = (AesGcm.NonceByteSizes.MaxSize, AesGcm.NonceByteSizes.MaxSize + AesGcm.TagByteSizes.MaxSize);
        length = kept.Length >= tag ? kept.Length - tag : throw new FormatException();
        return (..nonce, nonce..tag, tag..);
    }

    private static (string Id, byte[] Key) Derive(string text)
    {
        var secret = Encoding.UTF8.GetBytes(text);
        return (
            Convert.ToHexStringLower(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, IdBytes, info: "cdviz secrets key id"u8.ToArray())),
            HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 32, info: "cdviz secrets key"u8.ToArray()));
    }
}

/// <summary>A secret can't be sealed or opened; the message says why and what to do, and nothing of the secret.</summary>
public sealed class SecretException(string message) : Exception(message);
