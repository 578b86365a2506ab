namespace CdViz.Api.Demo;

/// <summary>What a service of the company is and how its people work.</summary>
/// <param name="Name">subject.id of the service.</param>
/// <param name="Team">Who owns it.</param>
/// <param name="Repositories">Where its code lives; the first one holds the pipelines.</param>
/// <param name="OnJenkins">Built and deployed by the old build server.</param>
/// <param name="Train">Production only on Tuesdays and Thursdays, with all that has come together; otherwise each change by itself.</param>
/// <param name="ChangesPerDay">Begun on a working day, on average.</param>
/// <param name="Features">What changes and tests are about.</param>
internal sealed record ServicePlan(
    string Name, string Team, IReadOnlyList<string> Repositories, bool OnJenkins, bool Train, double ChangesPerDay, IReadOnlyList<string> Features)
{
    /// <summary>The services of Fennel, who sell boxes of ingredients.</summary>
    public static IReadOnlyList<ServicePlan> All { get; } =
    [
        new("storefront", "shop", ["storefront", "storefront-ui"], false, false, 1.7,
            ["search", "recipe-page", "allergen-filter", "landing-page", "newsletter", "recommendations", "opening-hours", "cookie-banner"]),
        new("catalogue", "shop", ["catalogue"], false, false, 1.1,
            ["menu-import", "seasonal-menus", "price-rules", "image-sizes", "nutrition-facts", "stock-sync", "synonyms", "supplier-feed"]),
        new("basket", "shop", ["basket"], false, false, 1.2,
            ["guest-basket", "quantity-limits", "saved-basket", "portion-sizes", "gift-boxes", "stock-check", "basket-merge", "price-change"]),
        new("checkout", "orders", ["checkout", "checkout-ui"], false, false, 1.45,
            ["delivery-slot", "address-check", "voucher", "order-summary", "guest-order", "invoice", "tax-rules", "retry-payment"]),
        new("payments", "orders", ["payments", "payments-ledger"], true, true, 0.85,
            ["card-payment", "direct-debit", "refund", "settlement", "fraud-check", "currency", "receipts", "reconciliation"]),
        new("delivery", "logistics", ["delivery", "delivery-routes"], false, false, 1.2,
            ["route-plan", "courier-app", "cold-chain", "proof-of-delivery", "slot-capacity", "tracking-link", "returns", "depot-import"]),
        new("accounts", "platform", ["accounts"], true, true, 0.75,
            ["sign-in", "password-reset", "two-factor", "profile", "data-export", "consent", "sessions", "address-book"]),
        new("notifications", "platform", ["notifications"], false, false, 0.85,
            ["order-mail", "sms-reminder", "push-messages", "templates", "unsubscribe", "bounce-handling", "quiet-hours", "language"]),
    ];

    /// <summary>A service on its way out: it is taken away during the month.</summary>
    public static ServicePlan Retired { get; } = new("coupons", "orders", ["coupons"], true, true, 0,
        ["print", "redeem", "expire", "import", "limits", "report", "batch", "preview"]);
}
