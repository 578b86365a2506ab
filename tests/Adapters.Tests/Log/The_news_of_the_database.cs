using Microsoft.Extensions.Logging;

namespace CdViz.Adapters.Tests.Log;

public sealed class The_news_of_the_database : ILogger
{
    private readonly HandWoundTime time = new();
    private readonly List<string> told = [];
    private readonly DatabaseNews news;

    public The_news_of_the_database() => news = new DatabaseNews(time, this);

    [Fact]
    public void is_told_once_while_it_goes_and_comes()
    {
        for (var ms = 0; ms < 3000; ms += 100)
        {
            // Some connections are thrown out already, others answer still.
            news.Away(Fault()).ShouldBeTrue();
            news.Back();
            time.Pass(TimeSpan.FromMilliseconds(100));
        }

        told.ShouldHaveSingleItem().ShouldStartWith("The database is away");

        time.Pass(TimeSpan.FromSeconds(1));
        news.Back();
        news.Back();
        told.Count.ShouldBe(2);
        told[1].ShouldBe("The database is back after 4.0 s");

        news.Away(Fault());
        told.Count.ShouldBe(3);
    }

    [Fact]
    public void says_nothing_of_a_mistake_of_ours()
    {
        news.Away(new InvalidOperationException()).ShouldBeFalse();
        news.Back();
        told.ShouldBeEmpty();
    }

    IDisposable? ILogger.BeginScope<TState>(TState state)
        => null;

    bool ILogger.IsEnabled(LogLevel logLevel) => true;

    void ILogger.Log<TState>(LogLevel logLevel, Microsoft.Extensions.Logging.EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => told.Add(formatter(state, exception));

    private static Npgsql.NpgsqlException Fault() => new("refused", new System.Net.Sockets.SocketException(111));
}
