namespace OrderTracking.Domain.Events;

/// <summary>查询渠道: 「多渠道信息查询(网络、手机短信、客服热线等)」.</summary>
public enum InquiryChannel { Network, TextMessage, Hotline }

/// <summary>
/// What is asked about: goods (货物查询), business (业务咨询), complaints, claims and insurance (投诉、理赔、保险方面的咨询), or records
/// (档案管理方面的咨询).
/// </summary>
public enum InquiryTopic { Goods, Business, Cases, Records }

/// <summary>查询. An event of an inquiry.</summary>
public abstract record InquiryEvent : CaseEvent;

/// <summary>受理查询.</summary>
/// <param name="Account">Whoever is nobody's customer yet is taken under an account for such (散客).</param>
/// <param name="FirstHandler">首问: the handle of who took it first, and stays responsible for its being answered.</param>
public sealed record InquiryReceived(
    string Account, InquiryChannel Channel, InquiryTopic Topic, string? Question = null, string? FirstHandler = null,
    IReadOnlyList<string>? Waybills = null, Person? Inquirer = null) : InquiryEvent;

/// <summary>查询答复.</summary>
public sealed record InquiryAnswered(string Answer) : InquiryEvent;
