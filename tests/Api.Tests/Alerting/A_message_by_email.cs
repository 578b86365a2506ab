using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using MimeKit;
using SmtpServer;
using SmtpServer.Authentication;
using SmtpServer.ComponentModel;
using SmtpServer.Protocol;
using SmtpServer.Storage;
using static CdViz.Api.Tests.Running.Answers;

namespace CdViz.Api.Tests.Alerting;

public sealed class A_message_by_email
{
    [Fact]
    public async Task arrives_at_all_who_get_it()
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (letters, port) = (new Letters(), FreePort());
        var services = new ServiceProvider();
        services.Add(letters);
        var options = new SmtpServerOptionsBuilder().ServerName("localhost").Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port))).Build();
        var serving = new SmtpServer.SmtpServer(options, services).StartAsync(ending.Token);
        using var sender = new AlertSender(new MailServer { Host = "127.0.0.1", Port = port, From = "CdViz <cdviz@example.com>", Security = MailSecurity.None });
        var alert = Seen.Of(AlertRule.Incident) with { Target = new(AlertTargetKind.Email, "") { To = ["one@example.com", "Two <two@example.com>"] } };
        var item = new AlertItem("key", DateTime.UtcNow, "opened", new Dictionary<string, string> { ["description"] = "Größe\r\nBcc: evil@example.com", ["service"] = "cart", ["position"] = "17" });

        await sender.SendAsync(AlertMessage.Of("17", alert, [item], 1, "https://cdviz.example.com"), alert.Target, Ct);

        var (to, letter) = letters.All.ShouldHaveSingleItem();
        to.ShouldBe(["one@example.com", "two@example.com"]);
        letter.Subject.ShouldBe("Incident opened: Größe Bcc: evil@example.com");
        letter.MessageId.ShouldBe("cdviz-alert-17@example.com");
        letter.Bcc.ShouldBeEmpty();
        letter.TextBody!.ShouldContain("Service: cart");
        letter.TextBody!.ShouldContain("https://cdviz.example.com/ui/events/17");
        await ending.CancelAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Theory, InlineData(MailSecurity.StartTls), InlineData(MailSecurity.Tls)]
    public async Task goes_over_TLS_to_a_server_that_is_trusted_alone(MailSecurity security)
    {
        using var ending = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var (letters, port, logins) = (new Letters(), FreePort(), new Logins());
        var services = new ServiceProvider();
        services.Add(letters);
        services.Add((IUserAuthenticator)logins);
        using var key = RSA.Create(2048);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName("localhost");
        request.CertificateExtensions.Add(names.Build());
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(certificateAuthority: true, hasPathLengthConstraint: false, 0, critical: true));
        using var made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using var certificate = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pfx), null);
        var options = new SmtpServerOptionsBuilder().ServerName("localhost")
            .Endpoint(endpoint => endpoint.Endpoint(new IPEndPoint(IPAddress.Loopback, port)).Certificate(certificate).IsSecure(security is MailSecurity.Tls).AuthenticationRequired()).Build();
        var serving = new SmtpServer.SmtpServer(options, services).StartAsync(ending.Token);
        var ca = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.pem");
        await File.WriteAllTextAsync(ca, certificate.ExportCertificatePem(), Ct);
        var mail = new MailServer { Host = "localhost", Port = port, From = "cdviz@example.com", Security = security, User = "cdviz", Password = "hush" };
        var alert = Seen.Of(AlertRule.Incident) with { Target = new(AlertTargetKind.Email, "") { To = ["one@example.com"] } };

        using (var distrusting = new AlertSender(mail))
        {
            (await Should.ThrowAsync<AlertNotSentException>(() => distrusting.SendAsync(AlertMessage.Test(alert, ""), alert.Target, Ct))).Message.ShouldContain("not trusted");
        }

        using (var otherName = new AlertSender(mail with { Host = "127.0.0.1", CaFile = ca }))
        {
            await Should.ThrowAsync<AlertNotSentException>(() => otherName.SendAsync(AlertMessage.Test(alert, ""), alert.Target, Ct));
        }

        (letters.All.Count, logins.Seen.Count).ShouldBe((0, 0), "nothing is said before it is known to whom");
        using (var trusting = new AlertSender(mail with { CaFile = ca }))
        {
            await trusting.SendAsync(AlertMessage.Test(alert, ""), alert.Target, Ct);
        }

        letters.All.ShouldHaveSingleItem();
        logins.Seen.ShouldBe(["cdviz hush over TLS"]);
        File.Delete(ca);
        await ending.CancelAsync();
        await serving.ContinueWith(_ => { }, TaskScheduler.Default);
    }

    [Fact]
    public async Task that_is_not_taken_says_why()
    {
        using var sender = new AlertSender(new MailServer { Host = "127.0.0.1", Port = FreePort(), From = "cdviz@example.com" });
        var alert = Seen.Of(AlertRule.Incident) with { Target = new(AlertTargetKind.Email, "") { To = ["one@example.com"] } };

        (await Should.ThrowAsync<AlertNotSentException>(() => sender.SendAsync(AlertMessage.Test(alert, ""), alert.Target, Ct))).Message.ShouldContain("refused");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private sealed class Logins : IUserAuthenticator
    {
        public ConcurrentQueue<string> Seen { get; } = [];

        public Task<bool> AuthenticateAsync(ISessionContext context, string user, string password, CancellationToken cancellationToken)
        {
            Seen.Enqueue($"{user} {password}{(context.Pipe.IsSecure ? " over TLS" : "")}");
            return Task.FromResult(true);
        }
    }

    private sealed class Letters : MessageStore
    {
        public ConcurrentQueue<(List<string> To, MimeMessage Letter)> All { get; } = [];

        public override async Task<SmtpResponse> SaveAsync(ISessionContext context, IMessageTransaction transaction, ReadOnlySequence<byte> buffer, CancellationToken cancellationToken)
        {
            using var bytes = new MemoryStream(buffer.ToArray());
            All.Enqueue(([.. transaction.To.Select(to => $"{to.User}@{to.Host}")], await MimeMessage.LoadAsync(bytes, cancellationToken)));
            return SmtpResponse.Ok;
        }
    }
}
