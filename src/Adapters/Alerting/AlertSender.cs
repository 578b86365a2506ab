using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Mail;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using MailKit;
using MailKit.Security;
using MimeKit;
using SmtpClient = MailKit.Net.Smtp.SmtpClient;

namespace CdViz.Adapters.Alerting;

/// <summary>Sends messages to chats, webhooks and people.</summary>
/// <param name="mail">The server that takes e-mail.</param>
public sealed class AlertSender(MailServer mail) : IDisposable
{
    /// <summary>How long one message may take.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private const int ToldOfAnswers = 500;

    // More than is told, so that nothing secret is cut in two before it is looked for.
    private const int ReadOfAnswers = 4096;

    private readonly HttpClient http = new(new SocketsHttpHandler { AllowAutoRedirect = false, PooledConnectionLifetime = TimeSpan.FromMinutes(5) }) { Timeout = Patience };

    /// <summary>Sends a message.</summary>
    /// <exception cref="AlertNotSentException">It was not taken.</exception>
    public async Task SendAsync(AlertMessage message, AlertTarget target, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(message);
        ArgumentNullException.ThrowIfNull(target);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(ct);
        patience.CancelAfter(Patience);
        try
        {
            await (target.Kind is AlertTargetKind.Email ? MailAsync(message, target, patience.Token) : PostAsync(message, target, patience.Token)).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new AlertNotSentException(FormattableString.Invariant($"There was no answer within {Patience.TotalSeconds:0} s."), null);
        }
        catch (Exception fault) when (fault is HttpRequestException or SocketException or IOException or AuthenticationException or SslHandshakeException or CryptographicException or ProtocolException or CommandException or ServiceNotAuthenticatedException or NotSupportedException)
        {
            throw new AlertNotSentException(
                fault is SslHandshakeException ? "The mail server's certificate is not trusted, or it speaks no TLS: setting Mail:CaFile." : Without(fault.Message, target), null, fault);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => http.Dispose();

    /// <summary>Whether a certificate is one of the server's name, by the word of those in the file.</summary>
    private bool Trusts(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors)
    {
        if (certificate is not X509Certificate2 server || (errors & ~SslPolicyErrors.RemoteCertificateChainErrors) is not SslPolicyErrors.None)
        {
            return false;
        }

        using var own = new X509Chain { ChainPolicy = { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck } };
        own.ChainPolicy.CustomTrustStore.ImportFromPemFile(mail.CaFile);
        own.ChainPolicy.ExtraStore.AddRange(chain?.ChainPolicy.ExtraStore ?? []);
        return own.Build(server);
    }

    private async Task PostAsync(AlertMessage message, AlertTarget target, CancellationToken ct)
    {
        var body = ChatPayload.Of(message, target.Kind);
        using var content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, target.Url) { Content = content };
        request.Headers.UserAgent.ParseAdd("CdViz.EventStore");
        if (target.Kind is AlertTargetKind.Webhook)
        {
            request.Headers.Add("CdViz-Message", message.Id);
            if (target.Secret.Length > 0)
            {
                request.Headers.Add("CdViz-Signature", $"sha256={Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(target.Secret), body))}");
            }
        }

        using var response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, ct).ConfigureAwait(false);
        if (!response.IsSuccessStatusCode)
        {
            var wait = RetryAfter.Of(response.Headers, DateTimeOffset.UtcNow);
            var said = Without(await SaidAsync(response, ct).ConfigureAwait(false), target);
            throw new AlertNotSentException(
                string.Create(CultureInfo.InvariantCulture, $"{target.Kind} answered {(int)response.StatusCode}: {said[..Math.Min(said.Length, ToldOfAnswers)]}").TrimEnd(' ', ':'),
                response.StatusCode is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable ? wait : null);
        }
    }

    // The address of a chat's webhook is its secret, and those that refuse a message like to repeat it.
    private string Without(string text, AlertTarget target) => RepeatedSecrets.Hide(
        text, [target.Secret, mail.Password, .. Uri.TryCreate(target.Url, UriKind.Absolute, out var url) ? RepeatedSecrets.OfUrl(url, path: true) : []]);

    private static async Task<string> SaidAsync(HttpResponseMessage response, CancellationToken ct)
    {
        var said = new byte[ReadOfAnswers];
        await using var stream = await response.Content.ReadAsStreamAsync(ct).ConfigureAwait(false);
        var length = await stream.ReadAtLeastAsync(said, said.Length, throwOnEndOfStream: false, ct).ConfigureAwait(false);
        return string.Concat(Encoding.UTF8.GetString(said, 0, length).Select(c => char.IsControl(c) ? ' ' : c));
    }

    private async Task MailAsync(AlertMessage message, AlertTarget target, CancellationToken ct)
    {
        using var letter = new MimeMessage();
        letter.From.Add(MailboxAddress.Parse(mail.From));
        letter.To.AddRange(target.To.Select(MailboxAddress.Parse));
        letter.Subject = message.Title;
        // One that is sent twice has one id: mail programs show it once.
        letter.MessageId = message.Id is "test" ? MimeKit.Utils.MimeUtils.GenerateMessageId() : $"cdviz-alert-{message.Id}@{new MailAddress(mail.From).Host}";
        letter.Headers.Add("Auto-Submitted", "auto-generated");
        List<string> lines = [message.Text, "", .. message.Page is { } page ? [page] : Array.Empty<string>(), .. message.Trace is { } trace ? [$"Trace: {trace}"] : Array.Empty<string>()];
        letter.Body = new TextPart("plain") { Text = string.Join("\r\n", lines).ReplaceLineEndings("\r\n") };

        using var client = new SmtpClient();
        if (mail.CaFile.Length > 0)
        {
            client.ServerCertificateValidationCallback = Trusts;
        }

        await client.ConnectAsync(
            mail.Host, mail.Port,
            mail.Security switch { MailSecurity.StartTls => SecureSocketOptions.StartTls, MailSecurity.Tls => SecureSocketOptions.SslOnConnect, _ => SecureSocketOptions.None }, ct).ConfigureAwait(false);
        if (mail.User.Length > 0)
        {
            await client.AuthenticateAsync(mail.User, mail.Password, ct).ConfigureAwait(false);
        }

        await client.SendAsync(letter, ct).ConfigureAwait(false);
        await client.DisconnectAsync(quit: true, ct).ConfigureAwait(false);
    }
}

/// <summary>A message was not taken.</summary>
public sealed class AlertNotSentException : Exception
{
    /// <summary>Says why.</summary>
    /// <param name="message">Why.</param>
    /// <param name="wait">How long its receiver wants to be left alone; null where it does not say.</param>
    /// <param name="inner">What happened.</param>
    public AlertNotSentException(string message, TimeSpan? wait, Exception? inner = null)
        : base(message, inner) => Wait = wait;

    /// <summary>How long its receiver wants to be left alone; null where it does not say.</summary>
    public TimeSpan? Wait { get; }
}
