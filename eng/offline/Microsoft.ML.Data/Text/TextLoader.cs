using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly IHost _host;
    private readonly TextFormat _format;
    private readonly TextBindings _bindings;

    internal TextLoader(IHostEnvironment env, Options options = null, IMultiStreamSource dataSample = null)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register(nameof(TextLoader));
        options ??= new Options();
        _format = new TextFormat(_host, options);
        IMultiStreamSource header = string.IsNullOrWhiteSpace(options.HeaderFile) ? null : new MultiFileSource(options.HeaderFile);
        Column[] columns = options.Columns is { Length: > 0 } given
            ? given
            : [new Column("Label", DataKind.Single, 0), new Column("Features", DataKind.Single, [new Range(1, null)])];
        _bindings = new TextBindings(_host, columns, _format, header, dataSample ?? new MultiFileSource());
    }

    public DataViewSchema GetOutputSchema() => _bindings.Schema;

    public IDataView Load(IMultiStreamSource source)
    {
        _host.CheckValue(source, nameof(source));
        return new TextDataView(_host, _format, _bindings, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw _host.ExceptNotSupp("The offline stand-in does not save text loaders.");

    internal static TextLoader CreateTextLoader<TInput>(IHostEnvironment env, Options options, IMultiStreamSource dataSample = null)
    {
        const BindingFlags Flags = BindingFlags.Public | BindingFlags.Instance;
        IEnumerable<MemberInfo> properties = typeof(TInput).GetProperties(Flags)
            .Where(property => property.GetGetMethod() is not null && property.GetIndexParameters().Length == 0);
        MemberInfo[] members = [.. typeof(TInput).GetFields(Flags), .. properties];
        env.CheckParam(members.Length > 0, nameof(TInput), "Should define at least one public, readable field or property in TInput.");
        options ??= new Options();
        options.Columns = Array.ConvertAll(members, member => ColumnOf(env, member));
        return new TextLoader(env, options, dataSample);
    }

    private static Column ColumnOf(IHostEnvironment env, MemberInfo member)
    {
        string kind = member is FieldInfo ? "Field" : "Property";
        var source = member.GetCustomAttribute<LoadColumnAttribute>();
        env.Check(source is not null, $"{kind} '{member.Name}' is missing the LoadColumnAttribute attribute");
        Type type = InternalSchemaDefinition.TypeOf(member);
        Type itemType = type.IsArray ? type.GetElementType() : type;
        string typeName = itemType == typeof(ReadOnlyMemory<char>) ? nameof(DataKind.String) : itemType.Name;
        env.Check(Enum.TryParse(typeName, out DataKind dataKind), $"{kind} {member.Name} is of unsupported type.");
        return new Column(
            member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name,
            dataKind,
            source.Sources,
            member.GetCustomAttribute<KeyTypeAttribute>()?.KeyCount);
    }
}
