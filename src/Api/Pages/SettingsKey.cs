using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;
using Microsoft.AspNetCore.DataProtection.AuthenticatedEncryption.ConfigurationModel;
using Microsoft.AspNetCore.DataProtection.Repositories;

namespace CdViz.Api.Pages;

/// <summary>
/// The one key that sessions and forms are protected with. It is made of the tokens of the settings, so that all nodes have the same, a restart changes
/// nothing, and nothing is written to the disk; other tokens, another key. Without tokens it is random: there is one node, and nothing but forms.
/// </summary>
internal sealed class SettingsKey : IXmlRepository
{
    private static readonly DateTimeOffset Since = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly XElement key;

    /// <summary>Takes the tokens of the settings.</summary>
    public SettingsKey(Settings settings)
    {
        var secret = settings.Tokens.Count == 0
            ? RandomNumberGenerator.GetBytes(32)
            : Encoding.ASCII.GetBytes(string.Join('\n', settings.Tokens.Select(token => token.Hash).Order(StringComparer.Ordinal)));
        var id = new Guid(HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 16, info: "cdviz page key id"u8.ToArray()));
        var master = HKDF.DeriveKey(HashAlgorithmName.SHA256, secret, 64, info: "cdviz page key"u8.ToArray());
        key = new XElement(
            "key",
            new XAttribute("id", id),
            new XAttribute("version", 1),
            new XElement("creationDate", Text(Since)),
            new XElement("activationDate", Text(Since)),
            new XElement("expirationDate", Text(Since.AddYears(1000))),
            new XElement(
                "descriptor",
                new XAttribute("deserializerType", typeof(AuthenticatedEncryptorDescriptorDeserializer).AssemblyQualifiedName!),
                new XElement(
                    "descriptor",
                    new XElement("encryption", new XAttribute("algorithm", "AES_256_CBC")),
                    new XElement("validation", new XAttribute("algorithm", "HMACSHA256")),
                    new XElement("masterKey", new XElement("value", Convert.ToBase64String(master))))));
    }

    /// <inheritdoc/>
    public IReadOnlyCollection<XElement> GetAllElements() => [new XElement(key)];

    /// <inheritdoc/>
    public void StoreElement(XElement element, string friendlyName) => throw new NotSupportedException("The key comes from the settings.");

    private static string Text(DateTimeOffset time) => time.ToString("O", CultureInfo.InvariantCulture);
}
