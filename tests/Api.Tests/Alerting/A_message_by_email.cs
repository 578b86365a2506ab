using System.Buffers;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using MimeKit;
using SmtpServer;
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
