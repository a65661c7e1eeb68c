namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    public class Options
    {
        public bool AllowQuoting = Defaults.AllowQuoting;
        public bool AllowSparse = Defaults.AllowSparse;
        public int? InputSize;
        public char[] Separators = [Defaults.Separator];
        public char DecimalMarker = Defaults.DecimalMarker;
        public Column[] Columns;
        public bool TrimWhitespace = Defaults.TrimWhitespace;
        public bool HasHeader = Defaults.HasHeader;
        public bool UseThreads = true;
        public bool ReadMultilines = Defaults.ReadMultilines;
        public string HeaderFile;
        public long? MaxRows;
        public char EscapeChar = Defaults.EscapeChar;
        public bool MissingRealsAsNaNs = Defaults.MissingRealsAsNaNs;
    }

    internal static class Defaults
    {
        internal const bool AllowQuoting = false;
        internal const bool AllowSparse = false;
        internal const char Separator = '\t';
        internal const char DecimalMarker = '.';
        internal const bool HasHeader = false;
        internal const bool TrimWhitespace = false;
        internal const bool ReadMultilines = false;
        internal const char EscapeChar = '"';
        internal const bool MissingRealsAsNaNs = false;
    }
}
