using System.Collections.Immutable;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace OrderTracking.Architecture.Tests;

/// <summary>
/// Which namespaces of an assembly lean on which others of it: by bases, members' types, attributes and whatever methods do.
/// </summary>
internal sealed class NamespaceGraph
{
    private static readonly Dictionary<int, OpCode> OpCodes = typeof(OpCodes).GetFields()
        .Select(field => field.GetValue(null)).OfType<OpCode>().ToDictionary(code => (int)(ushort)code.Value);

    private readonly MetadataReader metadata;
    private readonly PEReader file;
    private readonly HashSet<TypeDefinitionHandle> named = [];

    private NamespaceGraph(PEReader file) => (this.file, metadata) = (file, file.GetMetadataReader());

    /// <param name="root">Of the namespaces that count; it is left out of their names, and is itself a dot.</param>
    public static IReadOnlySet<(string From, string To)> Read(string path, string root)
    {
        using var file = new PEReader(File.OpenRead(path));
        return new NamespaceGraph(file).Edges(root);
    }

    /// <summary>The edges that are part of a circle: one can go back from where they lead.</summary>
    public static IEnumerable<(string From, string To)> Circles(IReadOnlySet<(string From, string To)> edges)
    {
        return edges.Where(edge => Reachable(edge.To).Contains(edge.From)).OrderBy(edge => edge.From, StringComparer.Ordinal)
            .ThenBy(edge => edge.To, StringComparer.Ordinal);

        HashSet<string> Reachable(string from)
        {
            var (seen, left) = (new HashSet<string> { from }, new Stack<string>([from]));
            while (left.TryPop(out var at))
                foreach (var edge in edges)
                    if (edge.From == at && seen.Add(edge.To)) left.Push(edge.To);
            return seen;
        }
    }

    private HashSet<(string From, string To)> Edges(string root)
    {
        var edges = new HashSet<(string, string)>();
        foreach (var handle in metadata.TypeDefinitions)
        {
            if (Within(handle) is not { } from) continue;
            named.Clear();
            Collect(metadata.GetTypeDefinition(handle));
            foreach (var other in named)
                if (Within(other) is { } to && to != from) edges.Add((from, to));
        }
        return edges;

        string? Within(TypeDefinitionHandle handle)
        {
            var type = metadata.GetTypeDefinition(handle);
            while (!type.GetDeclaringType().IsNil) type = metadata.GetTypeDefinition(type.GetDeclaringType());
            var name = metadata.GetString(type.Namespace);
            return name == root ? "." : name.StartsWith(root + ".", StringComparison.Ordinal) ? name[(root.Length + 1)..] : null;
        }
    }

    private void Collect(TypeDefinition type)
    {
        Name(type.BaseType);
        foreach (var handle in type.GetInterfaceImplementations()) Name(metadata.GetInterfaceImplementation(handle).Interface);
        Attributes(type.GetCustomAttributes());
        Parameters(type.GetGenericParameters());
        foreach (var handle in type.GetFields())
        {
            metadata.GetFieldDefinition(handle).DecodeSignature(new Types(this), null);
            Attributes(metadata.GetFieldDefinition(handle).GetCustomAttributes());
        }
        foreach (var handle in type.GetProperties()) Attributes(metadata.GetPropertyDefinition(handle).GetCustomAttributes());
        foreach (var handle in type.GetMethods())
        {
            var method = metadata.GetMethodDefinition(handle);
            method.DecodeSignature(new Types(this), null);
            Attributes(method.GetCustomAttributes());
            Parameters(method.GetGenericParameters());
            if (method.RelativeVirtualAddress != 0) Body(file.GetMethodBody(method.RelativeVirtualAddress));
        }
    }

    private void Parameters(GenericParameterHandleCollection parameters)
    {
        foreach (var parameter in parameters)
            foreach (var constraint in metadata.GetGenericParameter(parameter).GetConstraints())
                Name(metadata.GetGenericParameterConstraint(constraint).Type);
    }

    private void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (var attribute in attributes) Name(metadata.GetCustomAttribute(attribute).Constructor);
    }

    private void Body(MethodBodyBlock body)
    {
        if (!body.LocalSignature.IsNil) metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(new Types(this), null);
        foreach (var region in body.ExceptionRegions) Name(region.CatchType);
        var il = body.GetILReader();
        while (il.RemainingBytes > 0)
        {
            int value = il.ReadByte();
            if (value == 0xFE) value = 0xFE00 | il.ReadByte();
            switch (OpCodes[value].OperandType)
            {
                case OperandType.InlineNone: break;
                case OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar: il.ReadByte(); break;
                case OperandType.InlineVar: il.ReadInt16(); break;
                case OperandType.InlineI8 or OperandType.InlineR: il.ReadInt64(); break;
                case OperandType.InlineSwitch:
                    for (var targets = il.ReadInt32(); targets > 0; targets--) il.ReadInt32();
                    break;
                case OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType
                    or OperandType.InlineSig:
                    Name(System.Reflection.Metadata.Ecma335.MetadataTokens.EntityHandle(il.ReadInt32()));
                    break;
                default: il.ReadInt32(); break;
            }
        }
    }

    private void Name(EntityHandle handle)
    {
        if (handle.IsNil) return;
        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition: named.Add((TypeDefinitionHandle)handle); break;
            case HandleKind.TypeSpecification: metadata.GetTypeSpecification((TypeSpecificationHandle)handle)
                .DecodeSignature(new Types(this), null); break;
            case HandleKind.FieldDefinition: named.Add(metadata.GetFieldDefinition((FieldDefinitionHandle)handle)
                .GetDeclaringType()); break;
            case HandleKind.MethodDefinition: named.Add(metadata.GetMethodDefinition((MethodDefinitionHandle)handle)
                .GetDeclaringType()); break;
            case HandleKind.MethodSpecification:
                var generic = metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Name(generic.Method);
                generic.DecodeSignature(new Types(this), null);
                break;
            case HandleKind.MemberReference:
                var member = metadata.GetMemberReference((MemberReferenceHandle)handle);
                Name(member.Parent);
                if (member.GetKind() == MemberReferenceKind.Field) member.DecodeFieldSignature(new Types(this), null);
                else member.DecodeMethodSignature(new Types(this), null);
                break;
        }
    }

    /// <summary>Notes the types of this assembly that a signature names.</summary>
    private sealed class Types(NamespaceGraph graph) : ISignatureTypeProvider<bool, object?>
    {
        public bool GetTypeFromDefinition(MetadataReader reader, TypeDefinitionHandle handle, byte rawTypeKind) => graph.named.Add(handle);

        public bool GetTypeFromSpecification(MetadataReader reader, object? genericContext, TypeSpecificationHandle handle,
            byte rawTypeKind) =>
            reader.GetTypeSpecification(handle).DecodeSignature(this, genericContext);

        public bool GetTypeFromReference(MetadataReader reader, TypeReferenceHandle handle, byte rawTypeKind) => false;

        public bool GetPrimitiveType(PrimitiveTypeCode typeCode) => false;

        public bool GetArrayType(bool elementType, ArrayShape shape) => elementType;

        public bool GetSZArrayType(bool elementType) => elementType;

        public bool GetByReferenceType(bool elementType) => elementType;

        public bool GetPointerType(bool elementType) => elementType;

        public bool GetPinnedType(bool elementType) => elementType;

        public bool GetFunctionPointerType(MethodSignature<bool> signature) => false;

        public bool GetGenericInstantiation(bool genericType, ImmutableArray<bool> typeArguments) => genericType;

        public bool GetGenericMethodParameter(object? genericContext, int index) => false;

        public bool GetGenericTypeParameter(object? genericContext, int index) => false;

        public bool GetModifiedType(bool modifier, bool unmodifiedType, bool isRequired) => unmodifiedType;
    }
}
