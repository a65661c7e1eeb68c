using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace MLExtensions.AutoML;

/// <summary>The context behind <c>mlContext.Auto()</c>, which ML.NET keeps to itself.</summary>
internal static class AutoCatalogContext
{
    /// <exception cref="NotSupportedException">This Microsoft.ML.AutoML keeps it elsewhere.</exception>
    public static MLContext Of(AutoCatalog catalog) =>
        typeof(AutoCatalog).GetField("_context", BindingFlags.Instance | BindingFlags.NonPublic)?.GetValue(catalog) as MLContext
        ?? throw new NotSupportedException(
            $"This Microsoft.ML.AutoML ({typeof(AutoCatalog).Assembly.GetName().Version}) has no AutoCatalog._context, which MLExtensions needs. Use Microsoft.ML.AutoML 0.23.");
}
